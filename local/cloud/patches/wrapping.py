"""How a patch reaches into ministack: by wrapping one of its functions.

A wrapper gets the original as its first argument, and the original's arguments behind it.
"""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ministack.services import ecs


def wrap(module: ModuleType, name: str, wrapper: Callable[..., Any]) -> None:
    """For a function that ministack looks up by its name in the module each time it is called."""
    setattr(module, name, wrapped(getattr(module, name), wrapper))


def wrap_ecs_action(name: str, wrapper: Callable[..., Any]) -> None:
    """For an operation of the ECS API. ministack's own calls of the same function go past the wrapper."""
    ecs._ACTION_MAP[name] = wrapped(ecs._ACTION_MAP[name], wrapper)


def wrapped(original: Callable[..., Any], wrapper: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        return wrapper(original, *args, **kwargs)

    return call
