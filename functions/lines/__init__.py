"""Workloads that CloudWatch sends the lines of the others."""
