-- migrate:up

-- A visit as one person of the family sees it on a card: what it is, and what stands between this person and it.
-- `home_of` names the child whose home it is where the reader does not live there; an address is never part of it.
-- Nobody's answer but the reader's own is in here.
CREATE FUNCTION visit_cards(actor uuid)
RETURNS TABLE (
    id uuid, state text, starts_at timestamptz, minutes smallint, place text, place_words text, home_of text,
    our_mistake boolean, ended_words text, shared_at timestamptz,
    worker_name text, worker_called text, worker_pronoun text,
    said_ok_at timestamptz, said_ok_to timestamptz, reply_by_on date,
    late_minutes smallint, late_at timestamptz, was_at timestamptz, moved_at timestamptz, changed_at timestamptz,
    summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT v.id, v.state, v.starts_at, v.minutes, v.place,
       CASE WHEN v.place IN ('office', 'other') THEN v.place_words END AS place_words,
       CASE WHEN v.place = 'home' AND NOT EXISTS (
           SELECT FROM visit_child AS c
            WHERE c.visit_id = v.id
              AND (c.child_id = actor
                   OR EXISTS (SELECT FROM relationship AS l
                               WHERE l.child_id = c.child_id AND l.person_id = actor AND l.lives_with
                                 AND (l.to_on IS NULL OR l.to_on > this_day())))
       ) THEN (
           SELECT min(p.called) FROM visit_child AS c JOIN person AS p ON p.id = c.child_id WHERE c.visit_id = v.id
       ) END AS home_of,
       v.our_mistake, v.ended_words, v.shared_at,
       w.name, w.called, w.pronoun,
       r.said_ok_at, r.said_ok_to, q.reply_by_on,
       n.late_minutes, n.late_at, n.was_at, n.moved_at, n.changed_at,
       (SELECT max(s.shared_at)
          FROM visit_summary AS s
          JOIN visit_summary_reader AS m ON m.summary_id = s.id AND m.person_id = actor
         WHERE s.visit_id = v.id AND s.shared_at IS NOT NULL) AS summary_at
  FROM shared_visits(actor) AS mine
  JOIN visit AS v ON v.id = mine.id
  JOIN visit_reader AS r ON r.visit_id = v.id AND r.person_id = actor
  JOIN person AS w ON w.id = v.worker_id
  LEFT JOIN visit_change_request AS q ON q.visit_id = v.id AND q.asked_by = actor AND q.state = 'open'
  LEFT JOIN LATERAL (
      SELECT max(x.at) FILTER (WHERE x.kind = 'late') AS late_at,
             (array_agg(x.late_minutes ORDER BY x.at DESC) FILTER (WHERE x.kind = 'late'))[1] AS late_minutes,
             max(x.at) FILTER (WHERE x.kind = 'moved') AS moved_at,
             (array_agg(x.was_at ORDER BY x.at DESC) FILTER (WHERE x.kind = 'moved'))[1] AS was_at,
             max(x.at) FILTER (WHERE x.kind = 'changed') AS changed_at
        FROM visit_news AS x
       WHERE x.visit_id = v.id AND x.at >= r.added_at
  ) AS n ON true;
END;

-- Who of the family sees a plan at this moment: its named readers, less anybody whom an order keeps away from it.
CREATE FUNCTION current_readers(visit uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.person_id
  FROM visit_reader AS r
 WHERE r.visit_id = visit
   AND r.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM visits_kept_from(r.person_id) AS k WHERE k.visit_id = visit);
END;

-- migrate:down
