"""The games of this deployment as their players call them."""
