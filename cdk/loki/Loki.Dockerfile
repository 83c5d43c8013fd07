FROM @{image}
COPY loki.yaml /etc/loki/loki.yaml
