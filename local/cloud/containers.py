"""What runs a task's containers: Docker, or local processes in its place."""

CONTAINER_KINDS = ("docker", "processes")


def usable_containers(wanted: str | None) -> str:
    return wanted or ("docker" if docker_answers() else "processes")


def docker_answers() -> bool:
    import docker  # the real one, which Prefect depends on; costly to import, so only when it is asked

    try:
        return docker.from_env(timeout=2).ping()
    except (docker.errors.DockerException, OSError):
        return False
