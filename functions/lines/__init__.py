"""Workloads that receive the other workloads' log lines from CloudWatch."""
