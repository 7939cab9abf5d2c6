FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/homeward && /opt/homeward/bin/pip install --no-cache-dir -c constraints.txt .

FROM python:3.11-slim
COPY --from=build /opt/homeward /opt/homeward
RUN useradd --system --create-home --uid 10001 homeward
USER homeward
ENV PATH=/opt/homeward/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["homeward", "serve", "--host", "0.0.0.0"]
