CREATE TABLE sample (organization_id int NOT NULL, name text NOT NULL, PRIMARY KEY (organization_id, name));
ALTER TABLE sample ENABLE ROW LEVEL SECURITY;
ALTER TABLE sample FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON sample TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY own_organization ON sample FOR SELECT TO groundswell_reader
  USING (organization_id = current_setting('app.organization')::int);
GRANT SELECT ON sample TO groundswell_reader;
INSERT INTO sample VALUES (1, 'ours'), (2, 'theirs');
