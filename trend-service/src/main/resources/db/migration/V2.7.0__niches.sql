-- Niches: what subjects belong to, and which of them are hot. An older application's tables of these names are adopted: they move here
-- with their rows, keys, rights and sequences, and views keep the old names, to be read and written as before.
SET LOCAL lock_timeout = '5s';

-- Fills in what a row lacks that was written by somebody who does not know of the column. As the owner, since a writer through the old
-- name has no rights here. Its argument is the column in which the older application keeps the niche's name.
CREATE FUNCTION name_niche() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  given text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF TG_OP = 'UPDATE' AND given IS DISTINCT FROM to_jsonb(OLD) ->> TG_ARGV[0] THEN
    NEW.niche_name := given;
  ELSIF TG_OP = 'UPDATE' AND NEW.niche_name IS DISTINCT FROM OLD.niche_name AND OLD.niche_name IS NOT NULL THEN
    given := NULL;
  END IF;
  NEW.niche_name := coalesce(NEW.niche_name, given, NEW.niche_slug, NEW.niche_id::text);
  IF NEW.niche_slug IS NULL THEN
    NEW.niche_slug := left(coalesce(nullif(trim(BOTH '-._' FROM
      regexp_replace(lower(NEW.niche_name), '[^[:alnum:]_.-]+', '-', 'g')), ''), NEW.niche_id::text), 64);
    IF EXISTS (SELECT FROM analytics.features
        WHERE organization_id = NEW.organization_id AND niche_slug = NEW.niche_slug AND niche_id <> NEW.niche_id) THEN
      NEW.niche_slug := left(NEW.niche_slug, 40) || '-' || NEW.niche_id;
    END IF;
  END IF;
  IF given IS NULL THEN
    NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NEW.niche_name));
  END IF;
  RETURN NEW;
END
$$;

-- Moves a table of the schema public here, and has it fill in what the older application always says and we never do.
-- Returns its columns, in their order; null where there is no such table.
CREATE FUNCTION adopt_table(name text) RETURNS text[]
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  old regclass := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname = 'public' AND relname = name AND relkind IN ('r', 'p'));
  owner regrole := (SELECT relowner FROM pg_class WHERE oid = old);
  columns text[] := ARRAY(SELECT attname::text FROM pg_attribute
    WHERE attrelid = old AND attnum > 0 AND NOT attisdropped ORDER BY attnum);
  each record;
BEGIN
  IF old IS NULL THEN
    RETURN NULL;
  END IF;
  IF NOT pg_has_role(CURRENT_USER, owner, 'USAGE') THEN
    RAISE insufficient_privilege USING
      MESSAGE = format('public.%s cannot be adopted: it belongs to %s', name, owner),
      HINT = 'migrate as its owner or as a superuser, or rename the table if it is nothing of niches';
  END IF;
  IF 'niche_id' <> ALL (columns) THEN
    RAISE EXCEPTION 'public.% cannot be adopted: it has no column niche_id', name
      USING HINT = 'rename the table if it is nothing of niches';
  END IF;
  EXECUTE format('ALTER TABLE %s SET SCHEMA analytics', old);
  EXECUTE format('COMMENT ON TABLE %s IS %L', old, 'adopted from public; ' || array_length(columns, 1) || ' columns');
  FOR each IN
    SELECT a.attname, t.typcategory AS category, t.typname,
      CASE WHEN t.typcategory = 'S' AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 32 END AS length, EXISTS (SELECT FROM pg_index
        WHERE indrelid = old AND indisunique AND a.attnum = ANY (indkey)) AS is_key
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE attrelid = old AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = ''
      AND attname NOT IN ('niche_id', 'niche_name', 'name', 'niche', 'title', 'label')
  LOOP
    EXECUTE format(CASE
      WHEN each.category = 'S' AND each.is_key THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT '
        'left(replace(gen_random_uuid()::text, ''-'', ''''), ' || each.length || ')'
      WHEN each.category = 'S' THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT '''''
      WHEN each.category = 'N' AND NOT each.is_key THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT 0'
      WHEN each.category = 'B' THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT false'
      WHEN each.category = 'D' THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT now()'
      WHEN each.category = 'A' OR each.typname IN ('json', 'jsonb') THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT ''{}'''
      WHEN each.typname = 'uuid' THEN 'ALTER TABLE %s ALTER COLUMN %I SET DEFAULT gen_random_uuid()'
      ELSE 'ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL'
    END, old, each.attname);
  END LOOP;
  RETURN columns;
END
$$;

-- Keeps the old name of an adopted table: a view of the first organisation's rows, with the rights that the table had.
CREATE FUNCTION keep_old_name(name text, columns text[]) RETURNS void
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  moved regclass := ('analytics.' || quote_ident(name))::regclass;
  owner regrole := (SELECT relowner FROM pg_class WHERE oid = moved);
  each record;
BEGIN
  EXECUTE format('CREATE VIEW public.%I WITH (security_barrier) AS SELECT %s FROM %s WHERE organization_id = 1', name,
    (SELECT string_agg(quote_ident(one), ', ' ORDER BY place) FROM unnest(columns) WITH ORDINALITY AS c (one, place)),
    moved);
  FOR each IN
    SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee, privilege_type
    FROM pg_class, aclexplode(relacl) WHERE oid = moved AND privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  LOOP
    EXECUTE format('GRANT %s ON public.%I TO %s', each.privilege_type, name, each.grantee);
  END LOOP;
  IF owner <> CURRENT_USER::regrole THEN
    -- The view works with the rights of its owner, and row-level security knows the migrating login alone.
    EXECUTE format('ALTER TABLE %s OWNER TO CURRENT_USER', moved);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO %s', name, owner);
    FOR each IN
      SELECT d.objid::regclass AS sequence FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      WHERE d.refobjid = moved AND d.deptype IN ('a', 'i')
    LOOP
      EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO %s', each.sequence, owner);
    END LOOP;
  END IF;
END
$$;

DO $$
DECLARE
  niches text[] := analytics.adopt_table('features');
  hot text[] := analytics.adopt_table('hot_niches_today');
  called text := coalesce((SELECT one FROM unnest(ARRAY['niche_name', 'name', 'niche', 'title', 'label']) AS one
    WHERE one = ANY (niches) LIMIT 1), 'niche_name');
BEGIN
  IF niches IS NULL THEN
    CREATE TABLE analytics.features (niche_id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);
  ELSIF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'analytics.features'::regclass AND attname = 'niche_id'
      AND (atthasdef OR attidentity <> '')) THEN
    ALTER TABLE analytics.features ALTER COLUMN niche_id ADD GENERATED BY DEFAULT AS IDENTITY;
    PERFORM setval(pg_get_serial_sequence('analytics.features', 'niche_id'),
      (SELECT greatest(max(niche_id), 0) + 1 FROM analytics.features), false);
  END IF;
  IF hot IS NULL THEN
    CREATE TABLE analytics.hot_niches_today (
      niche_id bigint PRIMARY KEY REFERENCES analytics.features (niche_id) ON DELETE CASCADE);
  END IF;

  ALTER TABLE analytics.features
    ADD COLUMN IF NOT EXISTS trend_vector jsonb, -- by metric: the first day, and what was counted on each day since
    ADD COLUMN IF NOT EXISTS last_analyzed_at timestamptz,
    ADD COLUMN IF NOT EXISTS analytics_version int, -- of the analysis; one of an older version is done again
    ADD COLUMN IF NOT EXISTS organization_id int NOT NULL DEFAULT 1,
    ADD COLUMN IF NOT EXISTS niche_slug text, -- what events name it by
    ADD COLUMN IF NOT EXISTS niche_name text,
    ADD COLUMN IF NOT EXISTS niche_rules jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN IF NOT EXISTS rules_changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN IF NOT EXISTS rules_applied_at timestamptz; -- to the subjects that were there before
  ALTER TABLE analytics.hot_niches_today
    ADD COLUMN IF NOT EXISTS trend_direction text, -- rising, steady, falling
    ADD COLUMN IF NOT EXISTS trend_confidence float8, -- 0 to 1, of the direction
    ADD COLUMN IF NOT EXISTS days_trending int,
    ADD COLUMN IF NOT EXISTS organization_id int NOT NULL DEFAULT 1,
    ADD COLUMN IF NOT EXISTS trend_score float8, -- what they are ranked by; null: it does not stand out
    ADD COLUMN IF NOT EXISTS trend_evidence jsonb,
    ADD COLUMN IF NOT EXISTS trend_computed_at timestamptz,
    ADD COLUMN IF NOT EXISTS trend_found boolean NOT NULL DEFAULT false; -- by us: such a row goes when the niche is calm

  EXECUTE format('CREATE TRIGGER name_niche BEFORE INSERT OR UPDATE ON analytics.features '
    'FOR EACH ROW EXECUTE FUNCTION analytics.name_niche(%L)', called);
  UPDATE analytics.features SET niche_slug = niche_slug; -- names those that are there already
  ALTER TABLE analytics.features ALTER COLUMN niche_slug SET NOT NULL;

  IF niches IS NOT NULL THEN
    PERFORM analytics.keep_old_name('features',
      niches || ARRAY(SELECT one FROM unnest(ARRAY['trend_vector', 'last_analyzed_at', 'analytics_version']) AS one
        WHERE one <> ALL (niches)));
  END IF;
  IF hot IS NOT NULL THEN
    PERFORM analytics.keep_old_name('hot_niches_today',
      hot || ARRAY(SELECT one FROM unnest(ARRAY['trend_direction', 'trend_confidence', 'days_trending']) AS one
        WHERE one <> ALL (hot)));
  END IF;
END
$$;
DROP FUNCTION adopt_table(text), keep_old_name(text, text[]);

-- NicheBook: by name. Unique also by niche_id, which older applications have as their key.
CREATE UNIQUE INDEX features_slug ON features (organization_id, niche_slug);
CREATE UNIQUE INDEX features_niche ON features (niche_id);
-- NichesResource: the hottest of an organisation.
CREATE INDEX hot_niches_today_score ON hot_niches_today (organization_id, trend_score DESC);
-- NicheKeeper: the row of a niche.
CREATE INDEX hot_niches_today_niche ON hot_niches_today (niche_id);

-- Which subjects belong to which niche. A subject may belong to several.
CREATE TABLE niche_member (
  joined_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  niche_id        bigint      NOT NULL,
  organization_id int         NOT NULL,
  slot            smallint    NOT NULL,
  by_rule         boolean     NOT NULL, -- else an event said so
  subject_type    text        NOT NULL,
  subject_id      text        NOT NULL,
  -- Members: those of a partition's slots; PlatformsQuery: the niches of a subject.
  PRIMARY KEY (organization_id, slot, subject_type, subject_id, niche_id)
);
-- NicheAnalysis: the subjects of a niche.
CREATE INDEX niche_member_niche ON niche_member (organization_id, niche_id);

DO $$
DECLARE
  scoped text;
BEGIN
  FOREACH scoped IN ARRAY ARRAY['features', 'hot_niches_today', 'niche_member'] LOOP
    EXECUTE format('ALTER TABLE analytics.%I ENABLE ROW LEVEL SECURITY', scoped);
    EXECUTE format('ALTER TABLE analytics.%I FORCE ROW LEVEL SECURITY', scoped);
    EXECUTE format('CREATE POLICY everything ON analytics.%I TO CURRENT_USER, groundswell_trend '
      'USING (true) WITH CHECK (true)', scoped);
    EXECUTE format('CREATE POLICY own_organization ON analytics.%I FOR SELECT TO groundswell_reader '
      'USING (organization_id = current_setting(''app.organization'')::int)', scoped);
  END LOOP;
  -- A sequence of an adopted table is asked with the rights of who inserts; one of our own needs none.
  FOR scoped IN
    SELECT d.objid::regclass::text FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    WHERE d.refobjid IN ('analytics.features'::regclass, 'analytics.hot_niches_today'::regclass)
      AND d.deptype IN ('a', 'i')
  LOOP
    EXECUTE 'GRANT USAGE ON SEQUENCE ' || scoped || ' TO groundswell_trend';
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON features, hot_niches_today, niche_member TO groundswell_trend;
GRANT SELECT ON features, hot_niches_today, niche_member TO groundswell_reader;

-- As before, and what was written of the subject since goes too: out of every table of these four columns that is named here.
ALTER FUNCTION forget_trend_subject(int, smallint, text, text) RENAME TO forget_counted_subject;
REVOKE ALL ON FUNCTION forget_counted_subject(int, smallint, text, text) FROM groundswell_metrics;
CREATE FUNCTION forget_trend_subject(organization int, share smallint, type text, name text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  removed bigint := analytics.forget_counted_subject(organization, share, type, name);
BEGIN
  DELETE FROM analytics.niche_member
  WHERE organization_id = organization AND slot = share AND subject_type = type AND subject_id = name;
  RETURN removed;
END
$$;
REVOKE ALL ON FUNCTION forget_trend_subject(int, smallint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_trend_subject(int, smallint, text, text) TO groundswell_metrics;
