"""The gateway under load: the server on one core, the load on another."""
