# The image of what runs on Fargate: the gateway, and the HTTP API as a server.
#
# The last stage runs nothing while it is built, so no machine has to emulate its processor.

FROM --platform=$BUILDPLATFORM python:3.13-slim AS built
COPY requirements/gateway.txt /built/
RUN ["python", "-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check", \
     "--require-hashes", "--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.13", \
     "--platform", "manylinux_2_28_aarch64", "--platform", "manylinux_2_17_aarch64", \
     "--platform", "manylinux2014_aarch64", \
     "--target", "/app/packages", "--requirement", "/built/gateway.txt"]
COPY functions /app/functions
COPY shared /app/shared
COPY rumpus /app/rumpus
RUN ["mkdir", "/disk"]
RUN ["python", "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "/app"]

FROM python:3.13-slim
COPY layers/rds-ca.pem /opt/rds-ca.pem
COPY --from=built /app /app
COPY --from=built --chown=10001:10001 /disk /disk
ENV PYTHONPATH=/app/packages PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
USER 10001:10001
# A volume of the task's that is mounted here has the folder's owner, for VOLUME names it; else it is root's.
VOLUME ["/disk"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s \
    CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8080), 2).close()"]
ENTRYPOINT ["python", "-m"]
CMD ["functions.ws.gateway"]
