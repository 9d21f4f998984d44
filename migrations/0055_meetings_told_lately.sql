-- migrate:up

-- The rule of `asked_meetings_by`, which says too since when this person knows of the meeting and when it was decided.
CREATE FUNCTION told_meetings_by(actor uuid, tied uuid [], held boolean)
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
       ELSE EXISTS (SELECT FROM meeting_child AS c
                     WHERE c.meeting_id = r.meeting_id AND c.child_id = ANY (tied) OFFSET 0) END
   AND NOT (held AND is_kept_from_slot(actor, r.slot_id));
END;

CREATE OR REPLACE FUNCTION asked_meetings_by(actor uuid, tied uuid [], held boolean)
RETURNS TABLE (id uuid, slot_id uuid, kind text, called_off boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT m.id, m.slot_id, m.kind, m.called_off FROM told_meetings_by(actor, tied, held) AS m;
END;

-- When this person was told last what a meeting decided; asked of a meeting that they are asked to.
CREATE FUNCTION decisions_told_at(actor uuid, meeting uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT max(d.shared_at)
              FROM decision AS d
              JOIN decision_reader AS r ON r.decision_id = d.id AND r.person_id = actor
             WHERE d.meeting_id = meeting AND d.shared_at IS NOT NULL);
END
$$;

-- As before; and meetings that decided something in the last weeks beside those to come. The page puts them in order.
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
                               THEN whose_home(v.id) END,
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
                          (SELECT (w.id, w.name, w.called, w.pronoun, w.job_title, w.works, w.replies_within_days)
                             FROM person AS w WHERE w.id = i.staff_id))
                    FROM involvement AS i
                   WHERE i.child_plan_id = ANY (plans.current)
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
       FROM (SELECT NOT bool_or(p.current) AS ended, array_agg(p.id) FILTER (WHERE p.current) AS current,
                    array_agg(DISTINCT p.child_id) FILTER (WHERE p.current AND p.child_id <> actor) || actor AS about
               FROM (SELECT c.id, c.child_id, c.to_on IS NULL OR c.to_on > this_day() AS current
                       FROM child_plan AS c
                      WHERE c.child_id = ANY (own.planned)) AS p) AS plans
 ) AS found;
END;

-- migrate:down
