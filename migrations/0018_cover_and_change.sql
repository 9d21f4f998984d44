-- migrate:up

-- One worker hands a child's plan to another, at a moment that is set beforehand or is now. The involvements of both
-- are written with it; what the new worker reads first, and what the old one still says, hangs on this row.
CREATE TABLE change_of_worker (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    child_plan_id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    at timestamptz NOT NULL,
    -- The codes of the yearly return on children looked after, without the one for a first worker.
    reason text NOT NULL CONSTRAINT reasons_for_a_change_are_known CHECK (
        reason IN ('MANAGE', 'LEFTRL', 'ORGRST', 'TSPROC', 'ABSENC', 'CHCHAN', 'PCCHAN', 'SWDIED', 'OTHERS')
    ),
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    -- When the new worker had read the handover.
    confirmed_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, child_plan_id) REFERENCES child_plan (council_id, id),
    FOREIGN KEY (council_id, from_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, to_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, set_by) REFERENCES person (council_id, id),
    CONSTRAINT nobody_takes_over_from_themselves CHECK (from_id <> to_id),
    CONSTRAINT handovers_are_read_when_they_happened CHECK (confirmed_at >= at)
);
CREATE INDEX changes_on_a_plan ON change_of_worker (council_id, child_plan_id, at);
CREATE INDEX changes_from_a_worker ON change_of_worker (council_id, from_id, at);
CREATE INDEX changes_to_a_worker ON change_of_worker (council_id, to_id, at);

-- A few lines about one child's plan, from whoever goes away or leaves to whoever stands in or takes over.
CREATE TABLE handover_note (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    child_plan_id uuid NOT NULL,
    absence_id uuid,
    change_id uuid,
    written_by uuid NOT NULL,
    body text NOT NULL CONSTRAINT handover_notes_are_short CHECK (length(body) BETWEEN 1 AND 1000),
    written_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, child_plan_id) REFERENCES child_plan (council_id, id),
    FOREIGN KEY (council_id, absence_id) REFERENCES absence (council_id, id),
    FOREIGN KEY (council_id, change_id) REFERENCES change_of_worker (council_id, id),
    FOREIGN KEY (council_id, written_by) REFERENCES person (council_id, id),
    CONSTRAINT handover_notes_have_an_occasion CHECK ((absence_id IS NULL) <> (change_id IS NULL)),
    CONSTRAINT one_note_an_absence UNIQUE (council_id, absence_id, child_plan_id),
    CONSTRAINT one_note_a_change UNIQUE (council_id, change_id)
);

CALL keep_to_council(ARRAY['change_of_worker', 'handover_note']);
GRANT SELECT ON change_of_worker, handover_note TO portal_web, portal_worker;
GRANT INSERT, UPDATE ON change_of_worker, handover_note TO portal_web;
GRANT DELETE ON handover_note TO portal_web;

-- Waiting is counted in opening time, so a council that never opens would let everybody wait for ever.
ALTER TABLE council ADD CONSTRAINT councils_open_on_some_day
CHECK (cardinality(open_days) > 0 AND open_days <@ '{1,2,3,4,5,6,7}') NOT VALID;

-- Who covers for whom in which absence is asked on every page of staff.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX involvements_of_an_absence ON involvement (council_id, absence_id) WHERE absence_id IS NOT NULL;

-- Workers of the plans that somebody manages at this moment, once for each plan.
CREATE FUNCTION workers_led(actor uuid) RETURNS TABLE (staff_id uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.staff_id, i.child_plan_id
  FROM involvement AS m
  JOIN involvement AS i ON i.child_plan_id = m.child_plan_id
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
  JOIN child_plan AS p ON p.id = m.child_plan_id
 WHERE m.staff_id = actor AND m.role = 'manager'
   AND m.from_at <= this_moment() AND (m.to_at IS NULL OR m.to_at > this_moment())
   AND i.role = 'allocated'
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

-- Absences that somebody may change: their own, and those of the workers of plans they manage. What is over is over.
CREATE FUNCTION changeable_absences(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT a.id
  FROM absence AS a
 WHERE a.ended_at IS NULL AND a.back_on > this_day()
   AND (a.staff_id = actor OR a.staff_id IN (SELECT l.staff_id FROM workers_led(actor) AS l));
END;

-- Who owes a promise of the council now, where the one who was named handed the plan over since: no row where nothing
-- has changed. The day that was promised stays what it was. A promise that was settled before keeps its name.
CREATE FUNCTION taken_over(asked uuid) RETURNS TABLE (staff_id uuid, said text) LANGUAGE sql STABLE
BEGIN ATOMIC
WITH RECURSIVE owed AS (
    SELECT c.to_id, c.at, c.child_plan_id, lower(p.who_words) = lower(o.called) AS by_first_name
      FROM promise AS p
      JOIN change_of_worker AS c
        ON c.child_plan_id = p.child_plan_id
        OR c.child_plan_id IN (SELECT k.child_plan_id FROM visit_child AS k WHERE k.visit_id = p.visit_id)
      JOIN person AS o ON o.id = c.from_id AND lower(p.who_words) IN (lower(o.called), lower(o.name))
     WHERE p.id = asked AND p.owed_by = 'council'
       AND c.at > p.made_at AND c.at <= this_moment() AND (p.settled_at IS NULL OR p.settled_at >= c.at)
     UNION ALL
    SELECT c.to_id, c.at, c.child_plan_id, w.by_first_name
      FROM owed AS w
      JOIN promise AS p ON p.id = asked
      JOIN change_of_worker AS c ON c.child_plan_id = w.child_plan_id AND c.from_id = w.to_id AND c.at > w.at
     WHERE c.at <= this_moment() AND (p.settled_at IS NULL OR p.settled_at >= c.at)
)
SELECT n.id AS staff_id, CASE WHEN w.by_first_name THEN n.called ELSE n.name END AS said
  FROM owed AS w
  JOIN person AS n ON n.id = w.to_id
 ORDER BY w.at DESC, n.id
 LIMIT 1;
END;

-- migrate:down
