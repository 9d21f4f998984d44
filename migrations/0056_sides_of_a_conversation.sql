-- migrate:up

-- Who is on the other side of somebody's conversation at this moment, and the days they are away, as one number. It is
-- another one as soon as any of that changes, whoever changed it and also where a day or an hour did; none, where nobody
-- is there. A page that stands open tells by it that the names beside its box are old.
CREATE FUNCTION side_of(someone uuid) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT bit_xor(hash_record_extended((w.staff_id, w.role, w.covering_for, w.child_plan_id, a.begun, a.back_on), 0))
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
REVOKE ALL ON FUNCTION side_of (uuid) FROM public;
GRANT EXECUTE ON FUNCTION side_of (uuid) TO portal_web;

-- migrate:down
