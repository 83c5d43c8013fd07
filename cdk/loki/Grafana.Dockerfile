FROM @{image}
COPY datasources.yaml /etc/grafana/provisioning/datasources/rumpus.yaml
COPY dashboards.yaml /etc/grafana/provisioning/dashboards/rumpus.yaml
COPY overview.json /etc/grafana/rumpus/overview.json
