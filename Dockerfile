# The API without PyTorch: the bundled model runs on ONNX Runtime.
FROM python:3.11-slim AS build
WORKDIR /app
COPY .ci/runtime.txt .ci/runtime.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --no-deps -r .ci/runtime.txt
COPY pyproject.toml README.md ./
COPY assistant assistant
COPY ingest ingest
COPY evals evals
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 assistant && mkdir /data && chown assistant /data
WORKDIR /app
COPY --from=build /venv /venv
COPY corpus corpus
COPY prompts prompts
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DO_NOT_TRACK=1 HF_HUB_OFFLINE=1 \
    ASSISTANT__DATA_DIR=/data ASSISTANT__API__HOST=0.0.0.0
USER assistant
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["sh", "-c", "ingest run && exec assistant serve"]
