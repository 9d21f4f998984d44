-- migrate:up

-- A reader of a paper is put down first and shown it later, once somebody looked at what they will see: from then on
-- it is theirs to read. Without this a reader who comes late would be shown it before anybody looked.
ALTER TABLE paper_reader ADD COLUMN shown_at timestamptz;

CREATE OR REPLACE FUNCTION shared_papers(actor uuid) RETURNS TABLE (id uuid, meeting_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id, p.meeting_id
  FROM invited_meetings(actor) AS i
  JOIN paper AS p ON p.meeting_id = i.id AND p.ended_at IS NULL
  JOIN paper_reader AS r ON r.paper_id = p.id AND r.person_id = actor AND r.ended_at IS NULL AND r.shown_at IS NOT NULL
 WHERE EXISTS (SELECT FROM paper_version AS v WHERE v.paper_id = p.id AND v.shared_at IS NOT NULL);
END;

-- A note can be about the whole paper: then it names no paragraph.
-- Nobody reads or writes this table yet.
-- squawk-ignore ban-drop-not-null
ALTER TABLE paper_comment ALTER COLUMN paragraph_key DROP NOT NULL;

-- Words that a reader may be shown again: who said so and why.
ALTER TABLE redaction ADD COLUMN ended_by uuid;
ALTER TABLE redaction ADD COLUMN ended_because text;
ALTER TABLE redaction ADD CONSTRAINT shown_again_by_somebody FOREIGN KEY (council_id, ended_by)
REFERENCES person (council_id, id) NOT VALID;
ALTER TABLE redaction ADD CONSTRAINT reasons_to_show_again_are_short CHECK (length(ended_because) <= 600) NOT VALID;

CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON paper_reader
FOR EACH ROW WHEN (old.ended_at IS DISTINCT FROM new.ended_at) EXECUTE FUNCTION wait_for_deeds('person_id');

-- migrate:down
