-- migrate:up

-- What a paper is called belongs to the version that somebody looked at before it was shared, as its words do: a new
-- title of a draft is not for its readers yet.
ALTER TABLE paper_version ADD COLUMN title text;
ALTER TABLE paper_version ADD CONSTRAINT titles_of_versions_are_short
CHECK (length(title) BETWEEN 1 AND 120) NOT VALID;

CREATE FUNCTION keep_title_of_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.title := (SELECT p.title FROM paper AS p WHERE p.council_id = new.council_id AND p.id = new.paper_id);
    RETURN new;
END
$$;
CREATE TRIGGER titles_are_shared_with_versions BEFORE INSERT OR UPDATE OF shared_at ON paper_version
FOR EACH ROW WHEN (new.shared_at IS NOT NULL AND new.title IS NULL) EXECUTE FUNCTION keep_title_of_version();

DO $$
DECLARE
    expected integer := (SELECT count(*) FROM paper_version WHERE shared_at IS NOT NULL);
    titled integer;
BEGIN
    UPDATE paper_version AS v SET title = p.title
      FROM paper AS p WHERE p.council_id = v.council_id AND p.id = v.paper_id AND v.shared_at IS NOT NULL;
    GET DIAGNOSTICS titled = ROW_COUNT;
    ASSERT titled = expected, format('%s of %s shared versions have their title', titled, expected);
END
$$;

-- Meetings that somebody runs: a chair, and a worker or manager as long as they work on a plan that it is about.
CREATE OR REPLACE FUNCTION chaired_meetings(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT m.id
  FROM meeting AS m
  JOIN person AS p ON p.id = m.chair_id AND p.ended_at IS NULL
 WHERE m.chair_id = actor
   AND (p.staff_role = 'chair'
        OR EXISTS (SELECT FROM meeting_child AS k
                     JOIN involvement AS i ON i.child_plan_id = k.child_plan_id
                    WHERE k.meeting_id = m.id AND i.staff_id = actor
                      AND i.role IN ('allocated', 'cover', 'manager', 'chair')
                      AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())));
END;

-- Whose worries they are to read: of the meetings that somebody runs; and of those whose runner works there no more,
-- of the worker of now, so that nothing lies unread until somebody else is named.
CREATE FUNCTION meetings_to_look_after(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id FROM chaired_meetings(actor) AS c
 UNION
SELECT m.id
  FROM involvement AS i
  JOIN meeting_child AS k ON k.child_plan_id = i.child_plan_id
  JOIN meeting AS m ON m.id = k.meeting_id AND m.chair_id <> actor
 WHERE i.staff_id = actor
   AND i.role = 'allocated'
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND NOT EXISTS (SELECT FROM chaired_meetings(m.chair_id) AS c WHERE c.id = m.id);
END;

-- As before, and: who speaks up for somebody is asked as long as that person would be.
CREATE OR REPLACE FUNCTION invited_meetings(actor uuid) RETURNS TABLE (id uuid, slot_id uuid, kind text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.meeting_id AS id, r.slot_id, r.kind
  FROM meeting_reader AS r
  JOIN meeting AS m ON m.id = r.meeting_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND m.shared_at IS NOT NULL
   AND (m.held_on IS NULL OR r.kind = 'family' OR m.held_on > this_day() - 90)
   AND (r.kind = 'partner' OR EXISTS (
            SELECT FROM meeting_child AS c
             WHERE c.meeting_id = r.meeting_id
               AND (c.child_id = coalesce(r.chosen_by, actor)
                    OR EXISTS (SELECT FROM relationship AS l
                                WHERE l.child_id = c.child_id AND l.person_id = coalesce(r.chosen_by, actor)
                                  AND (l.to_on IS NULL OR l.to_on > this_day())
                                  AND (l.apart_on IS NULL OR l.apart_on > this_day())))))
   AND (r.kind <> 'advocate' OR EXISTS (
            SELECT FROM meeting_reader AS w
             WHERE w.meeting_id = r.meeting_id AND w.person_id = r.chosen_by AND w.ended_at IS NULL))
   AND NOT EXISTS (SELECT FROM orders_beside(actor, r.slot_id) AS x);
END;

-- As before, and: what staff showed to somebody stays closed by an order that came later, also once it has run out.
CREATE OR REPLACE FUNCTION chosen_questions(actor uuid)
RETURNS TABLE (contribution_id uuid, question text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.contribution_id, r.question
  FROM answer_reader AS r
  JOIN contribution AS c ON c.id = r.contribution_id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
 WHERE r.person_id = actor AND r.ended_at IS NULL
   AND EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = c.person_id
                  AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                  AND (l.apart_on IS NULL OR l.apart_on > this_day()
                       OR r.chosen_at >= l.apart_on::timestamp AT TIME ZONE 'Europe/London'))
   AND NOT EXISTS (SELECT FROM current_restrictions(actor) AS x WHERE x.protects_id = c.person_id)
 UNION
SELECT s.contribution_id, a.question
  FROM contribution_sharing AS s
  JOIN contribution AS c ON c.id = s.contribution_id AND c.taken_back_at IS NULL
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE s.person_id = actor AND (s.told OR s.agreed)
   AND EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = c.person_id
                  AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                  AND (l.apart_on IS NULL OR l.apart_on > this_day()
                       OR s.at >= l.apart_on::timestamp AT TIME ZONE 'Europe/London'))
   AND NOT EXISTS (SELECT FROM restriction AS x
                    WHERE x.person_id = actor AND x.protects_id = c.person_id
                      AND (x.added_at >= s.at
                           OR x.ended_at IS NULL AND (x.until_on IS NULL OR x.until_on >= this_day())))
 UNION
SELECT r.contribution_id, r.question
  FROM staffed_contributions(actor) AS m
  JOIN contribution AS c ON c.id = m.id AND c.taken_back_at IS NULL AND c.meeting_id IS NULL
  JOIN answer_reader AS r ON r.contribution_id = m.id AND r.meeting AND r.ended_at IS NULL
 WHERE m.duty = 'chair'
 UNION
SELECT s.contribution_id, a.question
  FROM staffed_contributions(actor) AS m
  JOIN contribution AS c ON c.id = m.id AND c.taken_back_at IS NULL AND c.meeting_id IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = m.id AND s.meeting AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE m.duty = 'chair'
 UNION
SELECT r.contribution_id, r.question
  FROM chaired_meetings(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN answer_reader AS r ON r.contribution_id = c.id AND r.meeting AND r.ended_at IS NULL
 UNION
SELECT s.contribution_id, a.question
  FROM chaired_meetings(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = c.id AND s.meeting AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 UNION
SELECT r.contribution_id, r.question
  FROM spoken_for(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.meeting_id AND c.person_id = m.person_id
   AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN answer_reader AS r ON r.contribution_id = c.id AND r.person_id = actor AND r.ended_at IS NULL
 UNION
SELECT s.contribution_id, a.question
  FROM spoken_for(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.meeting_id AND c.person_id = m.person_id
   AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = c.id AND s.person_id = actor AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question);
END;

-- migrate:down
