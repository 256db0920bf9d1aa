# The app with all it needs, for a server. Data live in /data: mount a volume there.
FROM python:3.12-slim-bookworm AS packages
RUN apt-get update && apt-get install --yes --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY requirements.lock /tmp/
# Names for debuggers, headers, tests, clang, and what only notebooks and remote storage use are another 450 MB.
RUN python -m venv /opt/dogcat \
    && /opt/dogcat/bin/pip install --no-cache-dir --no-compile -r /tmp/requirements.lock \
    && /opt/dogcat/bin/pip uninstall --yes libclang pip \
    && rm -rf /opt/dogcat/share/jupyter /opt/dogcat/etc \
    && cd /opt/dogcat/lib/python3.12/site-packages \
    && find . \( -name tests -o -name __pycache__ \) -type d -prune -exec rm -rf {} + \
    && rm -rf tensorflow/include pyarrow/include pydeck/nbextension plotly/labextension \
    && rm -f pyarrow/*flight* pyarrow/libarrow_s3* pyarrow/_s3fs* \
    && find tensorflow pyarrow -name '*.so*' -type f -exec strip --strip-unneeded {} +

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 1000 dogcat && mkdir /data && chown dogcat /data
COPY --from=packages /opt/dogcat /opt/dogcat
COPY --chown=dogcat . /app
USER dogcat
WORKDIR /app
# Python writes its byte code there at the first start: in the image it would take 80 MB more.
ENV PATH=/opt/dogcat/bin:$PATH DOGCAT_HOME=/data PYTHONUNBUFFERED=1 PYTHONPYCACHEPREFIX=/home/dogcat/.cache/python
EXPOSE 8501
VOLUME /data
HEALTHCHECK --interval=30s --start-period=60s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=5)"]
CMD ["python", "-m", "streamlit", "run", "streamlit_app.py", "--server.address=0.0.0.0", "--server.headless=true"]
