-- What is recorded of migrations, beside the history tables of Flyway: made before the first migration, by whoever comes
-- first, under the lock of all migrations. Whoever changes this file raises the number at its end.

-- Every time a migration was done or taken back. Rows are added, never removed.
CREATE TABLE IF NOT EXISTS analytics.migration_registry (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  finalized_at timestamptz,                                   -- since then it cannot be taken back
  duration_ms  bigint      NOT NULL,
  checksum     int,                                           -- Flyway's, of the file
  service      text        NOT NULL,
  version      text        NOT NULL,
  script       text        NOT NULL,
  action       text        NOT NULL CHECK (action IN ('up', 'forced', 'adopted', 'down')),
  sha256       text        NOT NULL,                          -- of the file that was run
  undo_script  text,
  undo_sql     text,                                          -- how it can be taken back
  operator     text        NOT NULL DEFAULT session_user,
  program      text        NOT NULL DEFAULT current_setting('application_name'),
  address      inet        DEFAULT inet_client_addr(),
  reason       text,
  kept         text,                                          -- of a down: the id of the export of the rows that went
  kept_rows    bigint,
  expected     jsonb                                          -- [{kind, name, digest}] that it made; digest null: removed
);
-- migration_state: the last of each version.
CREATE INDEX IF NOT EXISTS migration_registry_of_version ON analytics.migration_registry (service, version, id DESC);

-- How each version stands.
CREATE OR REPLACE VIEW analytics.migration_state AS
  SELECT DISTINCT ON (service, version) * FROM analytics.migration_registry ORDER BY service, version, id DESC;

-- Tables that a move of data left behind on purpose, to be dropped by finalize_migration_cleanup() when their time is over.
CREATE TABLE IF NOT EXISTS analytics.migration_backup (
  made_at    timestamptz NOT NULL DEFAULT now(),
  keep_until timestamptz NOT NULL,
  backup     text        NOT NULL PRIMARY KEY,                -- schema.table
  reason     text        NOT NULL
);

-- The owner's affair alone.
ALTER TABLE analytics.migration_registry ENABLE ROW LEVEL SECURITY;
ALTER TABLE analytics.migration_registry FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS everything ON analytics.migration_registry;
CREATE POLICY everything ON analytics.migration_registry TO CURRENT_USER USING (true) WITH CHECK (true);
ALTER TABLE analytics.migration_backup ENABLE ROW LEVEL SECURITY;
ALTER TABLE analytics.migration_backup FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS everything ON analytics.migration_backup;
CREATE POLICY everything ON analytics.migration_backup TO CURRENT_USER USING (true) WITH CHECK (true);

-- Everything in the schema that a migration makes, one row each, comparable as text. Partitions are left out, which the
-- services make by the clock, and so is what belongs to the migrations themselves.
CREATE OR REPLACE FUNCTION analytics.schema_catalogue() RETURNS TABLE (kind text, name text, definition text)
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp
AS $$
  WITH relation AS (
    SELECT c.* FROM pg_class c
    WHERE c.relnamespace = 'analytics'::regnamespace AND NOT c.relispartition
      AND c.relname !~ '^flyway_' AND c.relname NOT IN ('migration_registry', 'migration_state', 'migration_backup')
      -- A partition that is being made, or that has been detached.
      AND NOT EXISTS (SELECT FROM pg_class p WHERE p.relnamespace = c.relnamespace AND p.relkind = 'p'
        AND c.relname ~ '_[0-9]{8}$' AND left(c.relname, -9) = p.relname)
  ), granted AS (
    SELECT 'relation ' || r.relname AS name, r.relowner AS owner, a.* FROM relation r, aclexplode(r.relacl) a
      WHERE r.relkind <> 'S' OR NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = r.oid AND d.deptype IN ('a', 'i'))
    UNION ALL
    SELECT 'column ' || r.relname || '.' || t.attname, r.relowner, a.*
      FROM relation r JOIN pg_attribute t ON t.attrelid = r.oid, aclexplode(t.attacl) a WHERE NOT t.attisdropped
    UNION ALL
    SELECT 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', p.proowner, a.*
      FROM pg_proc p, aclexplode(p.proacl) a WHERE p.pronamespace = 'analytics'::regnamespace
  )
  SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
      r.relname::text,
      concat_ws(' ', CASE r.relpersistence WHEN 'u' THEN 'unlogged' END,
        CASE WHEN r.relkind = 'p' THEN 'by ' || pg_get_partkeydef(r.oid) END,
        CASE WHEN r.relrowsecurity THEN 'row security' END, CASE WHEN r.relforcerowsecurity THEN 'forced' END,
        array_to_string(r.reloptions, ' '), CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END)
    FROM relation r
    WHERE r.relkind IN ('r', 'p', 'v', 'm')
      OR r.relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = r.oid AND d.deptype IN ('a', 'i'))
  UNION ALL
  SELECT 'column', r.relname || '.' || t.attname,
      concat_ws(' ', format_type(t.atttypid, t.atttypmod), CASE WHEN t.attnotnull THEN 'not null' END,
        CASE t.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
        CASE WHEN t.attgenerated <> '' THEN 'generated' END,
        (SELECT 'default ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
          WHERE d.adrelid = t.attrelid AND d.adnum = t.attnum))
    FROM relation r JOIN pg_attribute t ON t.attrelid = r.oid
    WHERE r.relkind IN ('r', 'p', 'v', 'm') AND t.attnum > 0 AND NOT t.attisdropped
  UNION ALL
  SELECT 'index', r.relname::text, pg_get_indexdef(r.oid) FROM relation r WHERE r.relkind IN ('i', 'I')
    AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE i.indexrelid = r.oid
      AND (t.relispartition OR t.relname ~ '^(flyway_|migration_(registry|backup)$)|_[0-9]{8}$'))
  UNION ALL
  SELECT 'constraint', r.relname || '.' || c.conname, pg_get_constraintdef(c.oid)
    FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid
    -- From PostgreSQL 18 on NOT NULL is a constraint too; here it is said of the column.
    WHERE c.contype IN ('c', 'f', 'p', 'u', 'x')
  UNION ALL
  SELECT 'function', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
      concat_ws(' ', 'returns', pg_get_function_result(p.oid), l.lanname, p.provolatile,
        CASE WHEN p.prosecdef THEN 'security definer' END, array_to_string(p.proconfig, ' '), p.prosrc)
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'analytics'::regnamespace AND p.proname NOT IN
      ('schema_catalogue', 'verify_migration_integrity', 'finalize_migration_cleanup')
  UNION ALL
  SELECT 'trigger', r.relname || '.' || t.tgname, pg_get_triggerdef(t.oid)
    FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
  UNION ALL
  SELECT 'policy', r.relname || '.' || p.polname,
      concat_ws(' ', p.polcmd, CASE WHEN NOT p.polpermissive THEN 'restrictive' END,
        (SELECT string_agg(CASE WHEN m = 0 THEN 'public' WHEN m = r.relowner THEN 'owner' ELSE pg_get_userbyid(m)::text END,
          ',' ORDER BY pg_get_userbyid(m)) FROM unnest(p.polroles) AS m),
        'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
    FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT 'grant', g.name || ' to ' || CASE WHEN g.grantee = 0 THEN 'public' ELSE pg_get_userbyid(g.grantee)::text END,
      string_agg(g.privilege_type || CASE WHEN g.is_grantable THEN ' with grant option' ELSE '' END, ', '
        ORDER BY g.privilege_type)
    FROM granted g WHERE g.grantee <> g.owner AND g.name !~ '^function (schema_catalogue|verify_migration|finalize_migration)'
    GROUP BY g.name, g.grantee
  UNION ALL
  SELECT 'type', t.typname::text, concat_ws(' ', t.typtype, format_type(t.typbasetype, t.typtypmod),
      (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM pg_type t WHERE t.typnamespace = 'analytics'::regnamespace AND t.typtype IN ('d', 'e')
$$;
REVOKE ALL ON FUNCTION analytics.schema_catalogue() FROM PUBLIC;

-- Whether what each migration made still stands as it made it, by what was recorded in its transaction. What a later
-- migration changed counts for the later one. 'unchecked': done before there was a record.
CREATE OR REPLACE FUNCTION analytics.verify_migration_integrity()
  RETURNS TABLE (service text, version text, script text, checks bigint, failed bigint, status text, details text)
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp
AS $$
  WITH claimed AS (
    SELECT DISTINCT ON (e.kind, e.name) s.id, e.kind, e.name, e.digest
    FROM analytics.migration_state s, jsonb_to_recordset(s.expected) AS e (kind text, name text, digest text)
    WHERE s.action <> 'down'
    ORDER BY e.kind, e.name, s.id DESC
  ), judged AS (
    SELECT c.id, CASE
        WHEN c.digest IS NULL AND p.name IS NOT NULL THEN c.kind || ' ' || c.name || ' is there again'
        WHEN c.digest IS NOT NULL AND p.name IS NULL THEN c.kind || ' ' || c.name || ' is missing'
        WHEN c.digest <> md5(p.definition) THEN c.kind || ' ' || c.name || ' was changed' END AS trouble
    FROM claimed c LEFT JOIN analytics.schema_catalogue() p USING (kind, name)
  )
  SELECT s.service, s.version, s.script, count(j.id), count(j.trouble),
    CASE WHEN s.expected IS NULL THEN 'unchecked' WHEN count(j.trouble) = 0 THEN 'ok' ELSE 'failed' END,
    string_agg(j.trouble, '; ' ORDER BY j.trouble)
  FROM analytics.migration_state s LEFT JOIN judged j USING (id)
  WHERE s.action <> 'down'
  GROUP BY s.id, s.service, s.version, s.script, s.expected
  ORDER BY s.id
$$;
REVOKE ALL ON FUNCTION analytics.verify_migration_integrity() FROM PUBLIC;

-- Ends the time in which migrations can be taken back: drops the backups whose time is over. Refused where anything is not as
-- its migration made it. Returns how many backups it dropped.
CREATE OR REPLACE FUNCTION analytics.finalize_migration_cleanup() RETURNS int
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  trouble text;
  expired text[];
  names text;
BEGIN
  SELECT string_agg(v.service || ' ' || v.version || ': ' || v.details, '; ') INTO trouble
  FROM analytics.verify_migration_integrity() v WHERE v.status = 'failed';
  IF trouble IS NOT NULL THEN
    RAISE EXCEPTION 'the verification fails, and nothing is finalized: %', trouble
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT array_agg(backup) INTO expired FROM analytics.migration_backup WHERE keep_until <= now();
  -- parse_ident, so that a name is a name and nothing else; together, since they may refer to each other.
  SELECT string_agg((SELECT string_agg(quote_ident(part), '.' ORDER BY n)
    FROM unnest(parse_ident(backup)) WITH ORDINALITY AS p (part, n)), ', ') INTO names FROM unnest(expired) AS backup;
  IF names IS NOT NULL THEN
    EXECUTE 'DROP TABLE IF EXISTS ' || names;
    DELETE FROM analytics.migration_backup WHERE backup = ANY (expired);
  END IF;
  UPDATE analytics.migration_registry r SET finalized_at = now()
  FROM analytics.migration_state s WHERE s.id = r.id AND s.action <> 'down' AND r.finalized_at IS NULL;
  RETURN coalesce(cardinality(expired), 0);
END
$$;
REVOKE ALL ON FUNCTION analytics.finalize_migration_cleanup() FROM PUBLIC;

COMMENT ON TABLE analytics.migration_registry IS 'registry 2';
