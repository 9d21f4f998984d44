-- migrate:up

-- What a statement holds is set up each time that it runs. Nearly nobody has an order against them, so that what an
-- order means for one visit stands in a function of its own, and is opened only for those who have one.
CREATE FUNCTION is_kept_from(actor uuid, visit uuid, place text) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM orders_against(actor, visit, place) AS x);
END;

CREATE OR REPLACE FUNCTION shared_plans(actor uuid)
RETURNS TABLE (
    id uuid, worker_id uuid, state text, starts_at timestamptz, minutes smallint, place text, place_words text,
    our_mistake boolean, ended_words text, shared_at timestamptz,
    known_since timestamptz, said_ok_at timestamptz, said_ok_to timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT v.id, v.worker_id, v.state, v.starts_at, v.minutes, v.place, v.place_words, v.our_mistake, v.ended_words,
       v.shared_at, r.added_at, r.said_ok_at, r.said_ok_to
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND v.shared_at IS NOT NULL
   AND EXISTS (SELECT FROM ties_to(actor, v.id) AS t)
   AND NOT (EXISTS (SELECT FROM current_restrictions(actor) AS x) AND is_kept_from(actor, v.id, v.place));
END;

CREATE FUNCTION is_kept_from_slot(actor uuid, slot uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM orders_beside(actor, slot) AS x);
END;

CREATE OR REPLACE FUNCTION invited_meetings(actor uuid) RETURNS TABLE (id uuid, slot_id uuid, kind text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.meeting_id AS id, r.slot_id, r.kind
  FROM meeting_reader AS r
  JOIN meeting AS m ON m.id = r.meeting_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND m.shared_at IS NOT NULL
   AND (m.held_on IS NULL OR r.kind = 'family' OR m.held_on > this_day() - 90)
   AND (r.kind <> 'family' OR EXISTS (
            SELECT FROM meeting_child AS c
             WHERE c.meeting_id = r.meeting_id
               AND (c.child_id = actor
                    OR EXISTS (SELECT FROM relationship AS l
                                WHERE l.child_id = c.child_id AND l.person_id = actor
                                  AND (l.to_on IS NULL OR l.to_on > this_day())
                                  AND (l.apart_on IS NULL OR l.apart_on > this_day())))))
   AND (r.kind <> 'advocate' OR EXISTS (
            SELECT FROM meeting_reader AS w
             WHERE w.meeting_id = r.meeting_id AND w.person_id = r.chosen_by AND w.ended_at IS NULL))
   AND NOT (EXISTS (SELECT FROM current_restrictions(actor) AS x) AND is_kept_from_slot(actor, r.slot_id));
END;

-- Whether somebody has read every paper of a meeting that was shown to them; null where none was.
CREATE FUNCTION papers_read(actor uuid, meeting uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT bool_and(EXISTS (SELECT FROM paper_reading AS g
                          JOIN paper_version AS n ON n.id = g.version_id
                         WHERE n.paper_id = d.id AND g.person_id = actor
                           AND n.number = (SELECT max(l.number) FROM paper_version AS l
                                            WHERE l.paper_id = d.id AND l.shared_at IS NOT NULL)))
  FROM shared_papers(actor) AS d
 WHERE d.meeting_id = meeting;
END;

CREATE OR REPLACE FUNCTION meeting_ready(actor uuid, meeting uuid, kind text, starts_at timestamptz) RETURNS TABLE (
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
       CASE WHEN EXISTS (SELECT FROM paper_reader AS q
                          WHERE q.person_id = actor AND q.shown_at IS NOT NULL AND q.ended_at IS NULL)
            THEN papers_read(actor, meeting_ready.meeting) END AS papers,
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

-- The children of a visit at whose home a person lives too: themself, or somebody's that they live with.
CREATE FUNCTION lives_at(person uuid, visit uuid) RETURNS TABLE (child_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.child_id
  FROM visit_child AS c
 WHERE c.visit_id = visit
   AND (c.child_id = person
        OR EXISTS (SELECT FROM relationship AS l
                    WHERE l.child_id = c.child_id AND l.person_id = person AND l.lives_with
                      AND (l.to_on IS NULL OR l.to_on > this_day())));
END;

CREATE OR REPLACE FUNCTION card_facts(actor uuid, visit uuid, place text, known_since timestamptz)
RETURNS TABLE (
    home_of text, reply_by_on date, late_minutes smallint, late_at timestamptz, was_at timestamptz,
    moved_at timestamptz, changed_at timestamptz, summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN place = 'home' AND NOT EXISTS (SELECT FROM lives_at(actor, visit) AS l) THEN whose_home(visit) END,
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

-- Messages of others that a reader has not seen, for whom there are any.
CREATE FUNCTION unread_of(reader uuid, talk uuid, OUT number integer, OUT called text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT u.number, u.called
  FROM unread_after(
           reader, talk,
           coalesce((SELECT k.seen_seq FROM read_mark AS k WHERE k.conversation_id = talk AND k.person_id = reader), 0)
       ) AS u;
END;

-- migrate:down
