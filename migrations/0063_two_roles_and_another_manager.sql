-- migrate:up

-- A visit may be about children of different parents. Each reader is told of the children that they belong to, and of
-- nobody beside them. `whose_home(visit)` looks at all of them, and is asked no more.
CREATE FUNCTION whose_home(tied uuid [], visit uuid) RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT min(p.called)
  FROM visit_child AS c
  JOIN person AS p ON p.id = c.child_id
 WHERE c.visit_id = visit AND c.child_id = ANY (tied);
END;

CREATE OR REPLACE FUNCTION card_facts(actor uuid, visit uuid, place text, known_since timestamptz)
RETURNS TABLE (
    home_of text, reply_by_on date, late_minutes smallint, late_at timestamptz, was_at timestamptz,
    moved_at timestamptz, changed_at timestamptz, summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN place = 'home' AND NOT EXISTS (SELECT FROM lives_at(actor, visit) AS l)
       THEN whose_home(ARRAY(SELECT t.child_id FROM ties_to(actor, visit) AS t), visit) END,
       (SELECT q.reply_by_on FROM visit_change_request AS q
         WHERE q.visit_id = visit AND q.asked_by = actor AND q.state = 'open'),
       (array_agg(x.late_minutes ORDER BY x.at DESC) FILTER (WHERE x.kind = 'late'))[1],
       max(x.at) FILTER (WHERE x.kind = 'late'),
       (array_agg(x.was_at ORDER BY x.at DESC) FILTER (WHERE x.kind = 'moved'))[1],
       max(x.at) FILTER (WHERE x.kind = 'moved'),
       max(x.at) FILTER (WHERE x.kind = 'changed'),
       (SELECT max(s.shared_at)
          FROM visit_summary AS s
          JOIN visit_summary_reader AS m ON m.summary_id = s.id AND m.person_id = actor
         WHERE s.visit_id = visit AND s.shared_at IS NOT NULL)
  FROM visit_news AS x
 WHERE x.visit_id = visit AND x.at >= known_since;
END;

-- Whether two people know of each other by what stands on the record: the one is related to the other, either way.
CREATE FUNCTION are_related(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM relationship AS l
                WHERE (l.person_id = one AND l.child_id = other OR l.person_id = other AND l.child_id = one)
                  AND (l.to_on IS NULL OR l.to_on > this_day())
                  AND (l.apart_on IS NULL OR l.apart_on > this_day()));
END;

-- Who reads a visit beside somebody, as far as that person is told: who is related to them, and who belongs to the same
-- child of it. Brothers and sisters are a tie between the two, and none to each other's parents.
CREATE FUNCTION readers_beside(reader uuid, visit uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.person_id
  FROM current_readers(visit) AS r
 WHERE r.person_id <> reader
   AND (are_related(reader, r.person_id)
        OR EXISTS (
            SELECT FROM visit_child AS c
              JOIN relationship AS mine ON mine.child_id = c.child_id AND mine.person_id = reader
               AND mine.type <> 'sibling' AND (mine.to_on IS NULL OR mine.to_on > this_day())
               AND (mine.apart_on IS NULL OR mine.apart_on > this_day())
              JOIN relationship AS theirs ON theirs.child_id = c.child_id AND theirs.person_id = r.person_id
               AND theirs.type <> 'sibling' AND (theirs.to_on IS NULL OR theirs.to_on > this_day())
               AND (theirs.apart_on IS NULL OR theirs.apart_on > this_day())
             WHERE c.visit_id = visit));
END;

-- As before, but that a home is named by a child whom this reader belongs to; and who works with them is who reads what
-- they write: of a plan that has begun, and still with us.
CREATE OR REPLACE FUNCTION family_home(actor uuid, actor_called text, actor_name text, ready_within interval)
RETURNS TABLE (
    cards record [], recent record [], promises record [], begun record [], lately record [], workers record [],
    reached record, meetings record [], ended boolean, about uuid []
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT found.*
  FROM ties_of(actor) AS own
 CROSS JOIN LATERAL (
     WITH mine AS MATERIALIZED (
         SELECT p.* FROM shared_plans_by(actor, own.tied, own.held) AS p
     ), coming AS (
         SELECT v.* FROM mine AS v
          WHERE v.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
          ORDER BY v.starts_at, v.id
          LIMIT 6
     ), shared AS (
         SELECT DISTINCT ON (s.first_id) s.id, s.visit_id, s.shared_at, s.written_by
           FROM visit_summary AS s
          WHERE s.id = ANY (ARRAY(SELECT r.summary_id FROM visit_summary_reader AS r WHERE r.person_id = actor))
            AND s.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) AND s.shared_at IS NOT NULL
          ORDER BY s.first_id, s.version DESC
     )
     SELECT ARRAY(SELECT (v.id, v.state, v.starts_at, v.minutes, v.place,
                          CASE WHEN v.place IN ('office', 'other') THEN v.place_words END,
                          CASE WHEN v.place = 'home'
                                AND NOT EXISTS (SELECT FROM visit_child AS c
                                                 WHERE c.visit_id = v.id AND c.child_id = ANY (own.lives_with) OFFSET 0)
                               THEN whose_home(own.tied, v.id) END,
                          v.our_mistake, v.ended_words, v.shared_at,
                          (SELECT (w.name, w.called, w.pronoun) FROM person AS w WHERE w.id = v.worker_id),
                          v.said_ok_at, v.said_ok_to,
                          (SELECT q.reply_by_on FROM visit_change_request AS q
                            WHERE q.visit_id = v.id AND q.asked_by = actor AND q.state = 'open'),
                          ARRAY(SELECT (x.at, x.kind, x.late_minutes, x.was_at) FROM visit_news AS x
                                 WHERE x.visit_id = v.id AND x.at >= v.known_since
                                   AND x.kind IN ('late', 'moved', 'changed')),
                          CASE WHEN v.state = 'planned' AND v.starts_at > this_moment()
                                AND v.starts_at < this_moment() + interval '14 days'
                               THEN (ARRAY(SELECT y.id::text FROM visit_ready_item AS y
                                            WHERE y.visit_id = v.id AND y.ended_at IS NULL),
                                     ARRAY(SELECT y.item FROM visit_preparation AS y
                                            WHERE y.visit_id = v.id AND y.person_id = actor)) END)
                    FROM coming AS v) AS cards,
            ARRAY(SELECT (s.shared_at, s.visit_id, (SELECT mine.starts_at FROM mine WHERE mine.id = s.visit_id),
                          EXISTS (SELECT FROM correction AS k
                                   WHERE k.visit_id = s.visit_id AND k.summary_id = s.id AND k.by_id = actor))
                    FROM shared AS s
                   WHERE s.shared_at > this_moment() - interval '28 days') AS recent,
            ARRAY(SELECT (p.by_on, p.made_at, p.id, p.what,
                          CASE WHEN p.visit_id IS NOT NULL THEN 'promise'
                               WHEN p.meeting_id IS NOT NULL THEN 'agreed' ELSE 'said' END,
                          coalesce(p.visit_id, p.meeting_id, p.conversation_id),
                          CASE WHEN p.meeting_id IS NOT NULL THEN words_left_out(actor, p.meeting_id) END)
                    FROM promise AS p
                   WHERE p.id = ANY (ARRAY(SELECT r.promise_id FROM promise_reader AS r WHERE r.person_id = actor))
                     AND (p.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) OR p.conversation_id IS NOT NULL
                          OR CASE WHEN p.meeting_id IS NOT NULL THEN is_asked_to(actor, p.meeting_id) END)
                     AND p.owed_by = 'family' AND p.state = 'open'
                     AND lower(p.who_words) IN (lower(actor_called), lower(actor_name))) AS promises,
            ARRAY(SELECT (c.began_at, c.id, c.council_id, c.set_id, c.set_version, c.step)
                    FROM contribution AS c
                   WHERE c.person_id = actor AND c.done_with IS NULL AND c.sent_at IS NULL
                     AND c.dropped_at IS NULL) AS begun,
            ARRAY(SELECT (one.kind, one.about_id,
                          coalesce(one.sent_at, (SELECT mine.starts_at FROM mine WHERE mine.id = one.about_id)),
                          (SELECT w.called FROM person AS w WHERE w.id = one.by_id), one.at)
                    FROM (SELECT 'plan'::text AS kind, mine.id AS about_id, mine.shared_at AS at,
                                 mine.worker_id AS by_id, NULL::timestamptz AS sent_at
                            FROM mine
                           UNION ALL
                          SELECT 'summary', s.visit_id, s.shared_at, s.written_by, NULL
                            FROM shared AS s
                           UNION ALL
                          SELECT 'reply', k.visit_id, k.replied_at, k.replied_by, NULL
                            FROM correction AS k
                           WHERE k.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) AND k.by_id = actor
                             AND k.replied_at IS NOT NULL
                           UNION ALL
                          SELECT 'views', c.id, o.at, o.by_id, c.sent_at
                            FROM contribution AS c
                            JOIN outcome AS o ON o.contribution_id = c.id
                           WHERE c.person_id = actor) AS one
                   ORDER BY one.at DESC, one.kind, one.about_id LIMIT 3) AS lately,
            ARRAY(SELECT (i.child_plan_id, i.covering_for,
                          (w.id, w.name, w.called, w.pronoun, w.job_title, w.works, w.replies_within_days))
                    FROM involvement AS i
                    JOIN person AS w ON w.id = i.staff_id AND w.ended_at IS NULL
                   WHERE i.child_plan_id = ANY (plans.running)
                     AND i.role IN ('allocated', 'cover')
                     AND i.from_at <= this_moment()
                     AND (i.to_at IS NULL OR i.to_at > this_moment())) AS workers,
            (SELECT (CASE WHEN c.last_seq > coalesce((SELECT k.seen_seq FROM read_mark AS k
                                                       WHERE k.conversation_id = c.id AND k.person_id = actor), 0)
                          THEN unread_of(actor, c.id) END,
                     (SELECT (s.checked_on, s.checked_at,
                              CASE WHEN c.incident_at > coalesce(s.checked_at, '-infinity')
                                   THEN last_contact_incident(actor) END)
                        FROM safe_contact_plan AS s WHERE s.person_id = actor))
               FROM conversation AS c
              WHERE c.person_id = actor) AS reached,
            ARRAY(SELECT (i.id, s.starts_at, s.minutes, i.called_off, i.told_at,
                          CASE WHEN i.decided_at IS NOT NULL THEN decisions_told_at(actor, i.id) END,
                          CASE WHEN s.starts_at > this_moment() AND s.starts_at < this_moment() + ready_within THEN (
                              SELECT (y.chose, y.views, y.questions, y.say, y.who, y.needs, y.papers, y.views_id)
                                FROM meeting_ready(actor, i.id, i.kind, s.starts_at) AS y) END)
                    FROM told_meetings_by(actor, own.tied, own.held) AS i
                   CROSS JOIN LATERAL (
                       SELECT x.starts_at, x.minutes FROM meeting_slot AS x WHERE x.id = i.slot_id OFFSET 0) AS s
                   WHERE i.kind IN ('family', 'advocate')
                     AND (s.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
                          OR i.decided_at > this_moment() - interval '90 days')) AS meetings,
            plans.ended, plans.about
       FROM (SELECT NOT bool_or(p.current) AS ended, array_agg(p.id) FILTER (WHERE p.current AND p.begun) AS running,
                    array_agg(DISTINCT p.child_id) FILTER (WHERE p.current AND p.child_id <> actor) || actor AS about
               FROM (SELECT c.id, c.child_id, c.from_on <= this_day() AS begun,
                            c.to_on IS NULL OR c.to_on > this_day() AS current
                       FROM child_plan AS c
                      WHERE c.child_id = ANY (own.planned)) AS p) AS plans
 ) AS found;
END;

-- A young person with a plan may be somebody's mother or father too. What is theirs as a young person (what they think,
-- their story) is for who works on their own plan, and not for who works with their child; what they said on a day on
-- which they had no plan of their own, they said as the parent that they were.
CREATE FUNCTION had_own_plan(person uuid, day date) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM child_plan AS k
                WHERE k.child_id = person AND k.from_on <= day AND (k.to_on IS NULL OR k.to_on > day));
END;

CREATE FUNCTION own_workers(someone uuid)
RETURNS TABLE (staff_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT w.staff_id, w.role, w.covering_for, w.child_plan_id
  FROM workers_of_party(someone) AS w
  JOIN child_plan AS k ON k.id = w.child_plan_id
 WHERE k.child_id = someone OR NOT had_own_plan(someone, this_day());
END;

CREATE OR REPLACE FUNCTION writable_contributions(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id
  FROM contribution AS c
 WHERE c.person_id = actor AND c.done_with IS NULL AND c.sent_at IS NULL AND c.dropped_at IS NULL
 UNION ALL
SELECT c.id
  FROM contribution AS c
 WHERE c.done_with = actor AND c.sent_at IS NULL AND c.dropped_at IS NULL
   AND EXISTS (SELECT FROM own_workers(c.person_id) AS w WHERE w.staff_id = actor);
END;

CREATE OR REPLACE FUNCTION staffed_contributions(actor uuid)
RETURNS TABLE (id uuid, duty text, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, CASE i.role WHEN 'allocated' THEN 'worker' ELSE i.role END AS duty, i.child_plan_id
  FROM involvement AS i
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
 ) AS party
  JOIN contribution AS c ON c.person_id = party.person_id AND c.sent_at IS NOT NULL
   AND (c.person_id = p.child_id OR NOT had_own_plan(c.person_id, (c.sent_at AT TIME ZONE 'Europe/London')::date))
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover', 'manager', 'chair')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

CREATE OR REPLACE FUNCTION writable_stories(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id
  FROM story AS s
 WHERE s.person_id = actor AND s.done_with IS NULL AND s.approved_at IS NULL AND s.dropped_at IS NULL
 UNION ALL
SELECT s.id
  FROM story AS s
 WHERE s.done_with = actor AND s.approved_at IS NULL AND s.dropped_at IS NULL
   AND EXISTS (SELECT FROM own_workers(s.person_id) AS w WHERE w.staff_id = actor);
END;

-- The plans of a young parent's child, or of a young parent, that one and the same worker may not have beside a plan:
-- each of the two has somebody who is there for them alone.
CREATE FUNCTION plans_kept_apart(plan uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT o.id AS child_plan_id
  FROM child_plan AS p
  JOIN relationship AS l ON l.type IN ('mother', 'father') AND (l.child_id = p.child_id OR l.person_id = p.child_id)
   AND (l.to_on IS NULL OR l.to_on > this_day()) AND (l.apart_on IS NULL OR l.apart_on > this_day())
  JOIN child_plan AS o ON o.child_id = CASE WHEN l.child_id = p.child_id THEN l.person_id ELSE l.child_id END
   AND (o.to_on IS NULL OR o.to_on > this_day())
 WHERE p.id = plan;
END;

-- One manager hands a child's plan to another, at a moment that is set beforehand or is now. As in a change of worker,
-- the involvements of both are written with it.
CREATE TABLE change_of_manager (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    child_plan_id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL CONSTRAINT reasons_for_another_manager_are_known CHECK (
        reason IN ('leaves', 'away', 'team', 'shared', 'other')
    ),
    -- Who handed it over: the manager of until then, or an administrator where that manager cannot.
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    -- When the new manager said that they know.
    seen_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, child_plan_id) REFERENCES child_plan (council_id, id),
    FOREIGN KEY (council_id, from_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, to_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, set_by) REFERENCES person (council_id, id),
    CONSTRAINT nobody_manages_after_themselves CHECK (from_id <> to_id)
);
CREATE INDEX changes_of_manager_on_a_plan ON change_of_manager (council_id, child_plan_id, at);
CREATE INDEX changes_from_a_manager ON change_of_manager (council_id, from_id, at);
CREATE INDEX changes_to_a_manager ON change_of_manager (council_id, to_id, at);

CALL keep_to_council(ARRAY['change_of_manager']);
GRANT SELECT ON change_of_manager TO portal_web, portal_worker;
GRANT INSERT, UPDATE ON change_of_manager TO portal_web;

-- What one manager has of some plans is another's from a moment on, once for each plan; answers what was handed over.
-- Whose it is to hand over, the caller says. What is on its way already stays as it was set.
CREATE FUNCTION hand_over_managing(
    set_by uuid, manager uuid, plans uuid [], taker uuid, moment timestamptz, why text
)
RETURNS TABLE (change_id uuid, child_id uuid) LANGUAGE sql VOLATILE
BEGIN ATOMIC
WITH held AS (
    SELECT i.council_id, i.id, i.child_plan_id, i.from_at, i.to_at, t.id AS to_id
      FROM involvement AS i
      JOIN person AS t ON t.id = taker AND t.kind = 'staff' AND t.staff_role = 'manager' AND t.ended_at IS NULL
     WHERE i.staff_id = manager AND i.role = 'manager' AND t.id <> manager AND i.child_plan_id = ANY (plans)
       AND (i.to_at IS NULL OR i.to_at > greatest(moment, i.from_at))
       AND NOT EXISTS (SELECT FROM change_of_manager AS m
                        WHERE m.child_plan_id = i.child_plan_id AND m.from_id = manager AND m.at > this_moment())
       FOR NO KEY UPDATE OF i
), ended AS (
    UPDATE involvement AS i SET to_at = greatest(moment, i.from_at), change_reason = why
      FROM held WHERE i.council_id = held.council_id AND i.id = held.id
), taken AS (
    INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, to_at, change_reason)
    SELECT held.council_id, held.to_id, held.child_plan_id, 'manager', greatest(moment, min(held.from_at)),
           CASE WHEN bool_and(held.to_at IS NOT NULL) THEN max(held.to_at) END, why
      FROM held
     WHERE NOT EXISTS (SELECT FROM involvement AS h
                        WHERE h.child_plan_id = held.child_plan_id AND h.staff_id = held.to_id AND h.role = 'manager'
                          AND h.from_at <= moment AND (h.to_at IS NULL OR h.to_at >= held.to_at))
     GROUP BY held.council_id, held.to_id, held.child_plan_id
), made AS (
    INSERT INTO change_of_manager (council_id, child_plan_id, from_id, to_id, at, reason, set_by, set_at)
    SELECT DISTINCT held.council_id, held.child_plan_id, manager, held.to_id, moment, why, set_by, this_moment()
      FROM held
    RETURNING id, child_plan_id
)
SELECT made.id AS change_id, p.child_id
  FROM made
  JOIN child_plan AS p ON p.id = made.child_plan_id;
END;

-- migrate:down
