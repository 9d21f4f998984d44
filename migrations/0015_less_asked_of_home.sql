-- migrate:up

-- What a statement holds is set up each time that it runs, asked for or not. What most readers of a page do not need
-- stands in functions of its own, which are opened only for those who do.

-- Messages of others that a reader has not seen, and what the one who wrote the newest is called. A conversation says
-- by itself whether there is anything after `seen`.
CREATE FUNCTION unread_after(reader uuid, talk uuid, seen integer, OUT number integer, OUT called text)
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT count(*)::integer, (array_agg(w.called ORDER BY m.seq DESC))[1]
  FROM message AS m
  JOIN person AS w ON w.id = m.sender_id
 WHERE m.conversation_id = talk AND m.seq > seen AND m.sender_id <> reader AND m.kind <> 'taken-back'
   AND NOT EXISTS (SELECT FROM retraction AS t
                    WHERE t.conversation_id = m.conversation_id AND t.of_seq = m.seq);
END;

-- The child whose home a visit is at, by the first name of them all.
CREATE FUNCTION whose_home(visit uuid) RETURNS text LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT min(p.called) FROM visit_child AS c JOIN person AS p ON p.id = c.child_id WHERE c.visit_id = visit;
END;

CREATE OR REPLACE FUNCTION card_facts(actor uuid, visit uuid, place text, known_since timestamptz)
RETURNS TABLE (
    home_of text, reply_by_on date, late_minutes smallint, late_at timestamptz, was_at timestamptz,
    moved_at timestamptz, changed_at timestamptz, summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN place = 'home' AND NOT EXISTS (
           SELECT FROM visit_child AS c
            WHERE c.visit_id = visit
              AND (c.child_id = actor
                   OR EXISTS (SELECT FROM relationship AS l
                               WHERE l.child_id = c.child_id AND l.person_id = actor AND l.lives_with
                                 AND (l.to_on IS NULL OR l.to_on > this_day())))
       ) THEN whose_home(visit) END,
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

-- migrate:down
