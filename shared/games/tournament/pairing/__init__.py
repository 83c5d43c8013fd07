"""Who plays whom next, and who came where: pure functions of seeds and results."""
