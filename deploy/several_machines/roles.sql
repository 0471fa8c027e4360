-- Run once, when the primary is made.
CREATE ROLE portal LOGIN PASSWORD 'change-me';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD 'change-me-too';
CREATE DATABASE portal OWNER portal;
\connect portal
CREATE EXTENSION pg_trgm;
