-- migrate:up

-- What somebody thinks before a meeting is for that meeting: who runs it reads what was chosen for it. Without one it is
-- for who chairs their plan, as before.
ALTER TABLE contribution ADD COLUMN meeting_id uuid;
ALTER TABLE contribution ADD CONSTRAINT views_are_for_a_meeting FOREIGN KEY (council_id, meeting_id)
REFERENCES meeting (council_id, id) NOT VALID;
ALTER TABLE contribution ADD CONSTRAINT only_some_views_are_for_a_meeting
CHECK (meeting_id IS NULL OR occasion = 'meeting') NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX contributions_for_a_meeting ON contribution (council_id, meeting_id) WHERE meeting_id IS NOT NULL;

-- The time of their own slot that stood on the page as they said how they take part: another one asks anew.
ALTER TABLE meeting_part ADD COLUMN answered_to timestamptz;

-- As before, and: what was chosen for a meeting is read by who runs that meeting, and by nobody who runs another.
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
   AND NOT EXISTS (SELECT FROM current_restrictions(actor) AS x WHERE x.protects_id = c.person_id)
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
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question);
END;

-- A meeting as each who is asked has it: their own slot, and how they answered.
CREATE FUNCTION meeting_cards(actor uuid) RETURNS TABLE (
    id uuid, slot_id uuid, kind text, type text, called_off boolean, starts_at timestamptz, minutes smallint, how text,
    place_words text, chair_name text, chair_called text, taking_part text, instead text, answered_to timestamptz,
    asked_at timestamptz, was_at timestamptz, shared_at timestamptz, hidden text []
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.id, i.slot_id, i.kind, m.type, m.state = 'called_off' AS called_off, s.starts_at, s.minutes, s.how,
       s.place_words, c.name AS chair_name, c.called AS chair_called, p.taking_part, p.instead, p.answered_to,
       (SELECT max(a.at) FROM meeting_ask AS a
         WHERE a.meeting_id = i.id AND a.person_id = actor AND a.kind = 'another_time' AND a.done_at IS NULL) AS asked_at,
       CASE WHEN r.moved_at IS NOT NULL THEN r.was_at END AS was_at, greatest(m.shared_at, r.added_at) AS shared_at,
       ARRAY(SELECT x.words FROM redaction AS x
              WHERE x.meeting_id = i.id AND x.reader_id = actor AND x.ended_at IS NULL) AS hidden
  FROM invited_meetings(actor) AS i
  JOIN meeting AS m ON m.id = i.id
  JOIN meeting_slot AS s ON s.id = i.slot_id
  JOIN meeting_reader AS r ON r.meeting_id = i.id AND r.person_id = actor
  JOIN person AS c ON c.id = m.chair_id
  LEFT JOIN meeting_part AS p ON p.meeting_id = i.id AND p.person_id = actor
 WHERE i.kind IN ('family', 'advocate');
END;

-- How far one of them has come in getting ready. What they said counts for the time that they said it to; what there
-- is nothing of for them to do is null.
CREATE FUNCTION meeting_ready(actor uuid, meeting uuid, kind text, starts_at timestamptz) RETURNS TABLE (
    chose boolean, views boolean, questions boolean, say boolean, who boolean, needs boolean, papers boolean,
    views_id uuid
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT coalesce(
           p.taking_part IS NOT NULL AND coalesce(p.answered_to, meeting_ready.starts_at) = meeting_ready.starts_at, false
       ) AS chose,
       CASE WHEN meeting_ready.kind = 'family' THEN coalesce(v.sent, false) END AS views,
       coalesce(p.questions <> '', false) AS questions,
       coalesce(p.to_say <> '' OR p.not_to_say <> '', false) AS say,
       p.brings_words IS NOT NULL AS who,
       p.needs_words IS NOT NULL AS needs,
       (SELECT bool_and(EXISTS (SELECT FROM paper_reading AS g
                                  JOIN paper_version AS n ON n.id = g.version_id
                                 WHERE n.paper_id = d.id AND g.person_id = actor
                                   AND n.number = (SELECT max(l.number) FROM paper_version AS l
                                                    WHERE l.paper_id = d.id AND l.shared_at IS NOT NULL)))
          FROM shared_papers(actor) AS d
         WHERE d.meeting_id = meeting_ready.meeting) AS papers,
       v.id AS views_id
  FROM (SELECT 1) AS one
  LEFT JOIN meeting_part AS p ON p.meeting_id = meeting_ready.meeting AND p.person_id = actor
  LEFT JOIN LATERAL (
      SELECT c.id, c.sent_at IS NOT NULL AS sent
        FROM contribution AS c
       WHERE c.meeting_id = meeting_ready.meeting AND c.person_id = actor
         AND c.dropped_at IS NULL AND c.taken_back_at IS NULL
         AND (c.done_with IS NULL OR c.sent_at IS NOT NULL)
       ORDER BY c.sent_at IS NULL, c.began_at DESC LIMIT 1) AS v ON true;
END;

-- migrate:down
