#!/bin/sh
# Runs once, when the database is made: the owner of the schemas, and the login of the service.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=owner_password="$OWNER_PASSWORD" --set=app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE citykey_service NOLOGIN;
CREATE ROLE citykey_owner LOGIN PASSWORD :'owner_password';
GRANT citykey_service TO citykey_owner;
CREATE ROLE citykey_app LOGIN PASSWORD :'app_password' IN ROLE citykey_service;
CREATE DATABASE citykey OWNER citykey_owner;
SQL
