FROM python:3.11-slim
WORKDIR /srv/liaison
ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 LIAISON_VAR=/var/lib/liaison
COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY . .
RUN useradd --system liaison && mkdir -p "$LIAISON_VAR" && chown liaison "$LIAISON_VAR"
USER liaison
VOLUME /var/lib/liaison
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4", "--no-control-socket"]
