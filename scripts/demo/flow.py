"""The flow that the demo runs: small, but a real one, with tasks, a parameter and a result."""

from prefect import flow, task


@task
def read_sales(rows: int) -> list[int]:
    return [row * row % 97 for row in range(rows)]


@task
def total(amounts: list[int]) -> int:
    return sum(amounts)


@flow(log_prints=True)
def refresh_sales(rows: int = 10) -> int:
    amount = total(read_sales(rows))
    print(f"{rows} rows, {amount} in total")
    return amount
