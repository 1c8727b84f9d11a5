"""A local AWS that runs real workers, and real Prefect servers, for the demo and the system tests."""
