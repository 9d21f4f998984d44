-- migrate:up

-- Texts that came in and need a person: whose workers and managers they are, and, where there are none, every manager
-- of the council. `worked`: they are of the conversation itself. `known`: they may know whose text it is.
CREATE FUNCTION answerable_texts(actor uuid) RETURNS TABLE (id uuid, worked boolean, known boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT t.id, true AS worked, true AS known
  FROM (SELECT DISTINCT s.person_id FROM staffed_conversations(actor) AS s) AS mine
  JOIN inbound_text AS t ON t.person_id = mine.person_id
 WHERE t.outcome IN ('duty', 'call_back')
 UNION ALL
SELECT t.id, false, true
  FROM (SELECT DISTINCT c.person_id FROM managed_conversations(actor) AS m JOIN conversation AS c ON c.id = m.id) AS led
  JOIN inbound_text AS t ON t.person_id = led.person_id
 WHERE t.outcome IN ('duty', 'call_back')
   AND NOT EXISTS (SELECT FROM staffed_conversations(actor) AS s WHERE s.person_id = t.person_id)
 UNION ALL
SELECT t.id, false, false
  FROM person AS a
  JOIN inbound_text AS t ON t.outcome IN ('duty', 'call_back')
 WHERE a.id = actor AND a.staff_role = 'manager' AND a.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM plans_of_party(t.person_id) AS o
                     JOIN involvement AS i ON i.child_plan_id = o.child_plan_id
                     JOIN person AS w ON w.id = i.staff_id AND w.ended_at IS NULL
                    WHERE i.role IN ('allocated', 'cover', 'manager')
                      AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment()));
END;

-- Whoever runs the worker also says which templates are which: `portal notify check --adopt`.
GRANT INSERT, UPDATE ON letter_template TO portal_worker;

-- migrate:down
