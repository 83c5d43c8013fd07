"""Who plays whom: queues, parties, fair teams. It knows no game, and plays none."""
