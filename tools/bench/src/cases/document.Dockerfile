# The layout of the first pipeline: one stage, everything copied, and then what it needs installed.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
WORKDIR /app
COPY . .
RUN --mount=type=bind,from=certificates,target=/certificates \
    PIP_CERT=/certificates/bundle.pem python3 -m pip install --break-system-packages -r requirements.txt
ARG MODULE
ENV PYTHONPATH=/app/src:/app/contracts:/app/service-kit MODULE=${MODULE}
CMD python3 -m "$MODULE"
