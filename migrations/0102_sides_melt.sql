-- migrate:up

-- `side_of` as one row, so that it melts into the statement that asks it of many people, as each look at sockets does:
-- called for each of them, it cost more than all else that a look asks.
CREATE FUNCTION other_side(someone uuid) RETURNS TABLE (side bigint) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT bit_xor(DISTINCT hash_record_extended((w.staff_id, w.role, w.covering_for, w.child_plan_id, a.begun, a.back_on), 0))
  FROM workers_of_party(someone) AS w
  LEFT JOIN LATERAL (
      SELECT b.from_on <= this_day() AS begun, b.back_on
        FROM absence AS b
       WHERE b.staff_id = w.staff_id AND b.ended_at IS NULL
         AND b.back_on > this_day() AND b.from_on <= this_day() + 14
       ORDER BY b.from_on
       LIMIT 1
  ) AS a ON true;
END;
REVOKE ALL ON FUNCTION other_side (uuid) FROM public;
GRANT EXECUTE ON FUNCTION other_side (uuid) TO portal_web;

CREATE OR REPLACE FUNCTION side_of(someone uuid) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT o.side FROM other_side(someone) AS o;
END;

-- migrate:down
