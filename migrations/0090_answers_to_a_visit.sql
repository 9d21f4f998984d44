-- migrate:up

-- What somebody who sees a plan answers to its time, whichever way the answer came: on the page, by text, or told to one
-- of us by phone. It was written four times, in the statements of two features. Both answer with null, and write nothing,
-- where the visit is not on a plan that is shared with them, is over or called off, or stands at another time than the
-- one that they answer (`seen`).

-- The time is OK; what they had asked for instead is taken back. Answers with the visit.
CREATE FUNCTION say_time_is_ok(reader uuid, asked_about uuid, seen timestamptz) RETURNS uuid LANGUAGE sql VOLATILE
BEGIN ATOMIC
WITH said AS (
    UPDATE visit_reader AS r SET said_ok_at = this_moment(), said_ok_to = v.starts_at
      FROM shared_visits(reader) AS mine
      JOIN visit AS v ON v.id = mine.id
     WHERE r.visit_id = v.id AND r.person_id = reader AND v.id = asked_about
       AND v.state = 'planned' AND v.starts_at = seen AND v.starts_at > this_moment()
    RETURNING r.visit_id
), taken_back AS (
    UPDATE visit_change_request AS q SET state = 'withdrawn'
      FROM said
     WHERE q.visit_id = said.visit_id AND q.asked_by = reader AND q.state = 'open'
)
SELECT said.visit_id FROM said;
END;

-- Another time: one that was offered, or words of theirs. An earlier “this time is OK” is taken back; the plan stays as it
-- is until a worker replies. Null as well where the offered time is gone, or where they have asked already. Answers with
-- what was asked for.
CREATE FUNCTION ask_for_another_time(
    reader uuid, asked_about uuid, seen timestamptz, offered uuid, better text, reason text, reply_by date
)
RETURNS uuid LANGUAGE sql VOLATILE
BEGIN ATOMIC
WITH asked AS (
    INSERT INTO visit_change_request (
        council_id, visit_id, asked_by, asked_at, offered_time_id, when_better, why, reply_by_on
    )
    SELECT v.council_id, v.id, reader, this_moment(), o.id, better, reason, reply_by
      FROM shared_visits(reader) AS mine
      JOIN visit AS v ON v.id = mine.id
      LEFT JOIN visit_offered_time AS o ON o.visit_id = v.id AND o.id = offered AND o.ended_at IS NULL
     WHERE v.id = asked_about AND v.state = 'planned' AND v.starts_at = seen AND v.starts_at > this_moment()
       AND (offered IS NULL OR o.id IS NOT NULL)
        ON CONFLICT (council_id, visit_id, asked_by) WHERE state = 'open' DO NOTHING
    RETURNING id, visit_id
), taken_back AS (
    UPDATE visit_reader AS r SET said_ok_at = NULL, said_ok_to = NULL
      FROM asked
     WHERE r.visit_id = asked.visit_id AND r.person_id = reader
)
SELECT asked.id FROM asked;
END;

-- migrate:down
