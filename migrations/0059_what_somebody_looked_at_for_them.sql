-- migrate:up

-- Papers are read by whom somebody looked at them for. Whoever was taken off a meeting kept their place among the
-- readers of its papers (0033, 0038), so that, asked again later, they had at once what was shared meanwhile and nobody
-- had looked at for them. From here on that place ends with the invitation, whoever ends it.
CREATE FUNCTION end_reading_of_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE paper_reader AS r SET ended_at = new.ended_at
      FROM paper AS p
     WHERE p.council_id = new.council_id AND p.meeting_id = new.meeting_id
       AND r.council_id = p.council_id AND r.paper_id = p.id AND r.person_id = new.person_id AND r.ended_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER papers_end_with_the_invitation AFTER UPDATE OF ended_at ON meeting_reader
FOR EACH ROW WHEN (old.ended_at IS NULL AND new.ended_at IS NOT NULL) EXECUTE FUNCTION end_reading_of_papers();

-- The same for who is off a meeting already, and for who was asked again after a paper was shown to them.
UPDATE paper_reader AS r SET ended_at = coalesce(m.ended_at, m.added_at)
  FROM paper AS p, meeting_reader AS m
 WHERE p.council_id = r.council_id AND p.id = r.paper_id
   AND m.council_id = p.council_id AND m.meeting_id = p.meeting_id AND m.person_id = r.person_id
   AND r.ended_at IS NULL AND (m.ended_at IS NOT NULL OR r.shown_at < m.added_at);

-- Whether this was before somebody's 18th birthday, and they are grown up now: from then on no adult has anything of
-- theirs by what was said before.
CREATE FUNCTION was_before_18(adult uuid, person uuid, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = adult AND l.child_id = person AND l.apart_on <= this_day()
                  AND moment < l.apart_on::timestamp AT TIME ZONE 'Europe/London');
END;

-- As in 0055, and: who belongs to a child's family and was chosen to speak up for them has to be chosen again at 18.
-- 0034 asked that of who comes as the family, and of who speaks up neither it nor 0046 did.
CREATE OR REPLACE FUNCTION told_meetings_by(actor uuid, tied uuid [], held boolean)
RETURNS TABLE (
    id uuid, slot_id uuid, kind text, called_off boolean, told_at timestamptz, decided_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.meeting_id AS id, r.slot_id, r.kind, m.state = 'called_off' AS called_off,
       greatest(r.added_at, m.shared_at) AS told_at, m.decided_at
  FROM meeting_reader AS r
 CROSS JOIN LATERAL (
     SELECT x.state, x.held_on, x.shared_at, x.decided_at
       FROM meeting AS x
      WHERE x.id = r.meeting_id AND x.shared_at IS NOT NULL
     OFFSET 0) AS m
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND (m.held_on IS NULL OR r.kind = 'family' OR m.held_on > this_day() - 90)
   AND CASE r.kind
       WHEN 'partner' THEN true
       WHEN 'advocate' THEN is_spoken_for(r.chosen_by, r.meeting_id)
                            AND NOT was_before_18(actor, r.chosen_by, r.added_at)
       ELSE EXISTS (SELECT FROM meeting_child AS c
                     WHERE c.meeting_id = r.meeting_id AND c.child_id = ANY (tied) OFFSET 0) END
   AND NOT (held AND is_kept_from_slot(actor, r.slot_id));
END;

-- As in 0046, and: neither has such a supporter what was shown to them before that day (0044 did not ask).
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
 WHERE NOT was_before_18(actor, c.person_id, r.chosen_at)
 UNION
SELECT s.contribution_id, a.question
  FROM spoken_for(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.meeting_id AND c.person_id = m.person_id
   AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = c.id AND s.person_id = actor AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE NOT was_before_18(actor, c.person_id, s.at);
END;

-- The plans that somebody manages at this moment: not those that a manager works on, or covers, for another.
CREATE FUNCTION managed_plans(actor uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.child_plan_id
  FROM involvement AS i
  JOIN person AS m ON m.id = i.staff_id AND m.staff_role = 'manager'
 WHERE i.staff_id = actor AND i.role = 'manager'
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment());
END;

-- As 0053 says and did not ask: of the plans that they manage.
CREATE OR REPLACE FUNCTION audited_children(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT DISTINCT k.child_id AS id
  FROM managed_plans(actor) AS s
  JOIN child_plan AS k ON k.id = s.child_plan_id;
END;

-- migrate:down
