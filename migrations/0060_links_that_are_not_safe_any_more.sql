-- migrate:up

-- A link that somebody asked for needs no number: whoever reads it chooses the password. Where it went is asked about
-- as it leaves, and until it was used or ran out it opened everything all the same: to whoever has the old number or
-- address, or holds a phone that its owner has called unsafe since. It ends with what made its way a safe one.
-- squawk-ignore ban-drop-constraint
ALTER TABLE sign_in_link DROP CONSTRAINT reasons_to_void_are_known;
ALTER TABLE sign_in_link ADD CONSTRAINT reasons_to_void_are_known
CHECK (void_why IN ('newer', 'too_many', 'wrong_numbers', 'not_safe')) NOT VALID;

-- `point`: the number or address that it went to; null for any. What has not left is asked about as it does.
CREATE FUNCTION void_links_that_left(someone uuid, point uuid, by_text boolean) RETURNS void LANGUAGE sql VOLATILE
BEGIN ATOMIC
UPDATE sign_in_link AS l
   SET voided_at = coalesce(this_moment(), l.ends_at), void_why = 'not_safe'
  FROM account AS a
 WHERE a.person_id = someone AND l.council_id = a.council_id AND l.account_id = a.id
   AND l.kind = 'reset' AND l.used_at IS NULL AND l.voided_at IS NULL
   AND EXISTS (SELECT FROM letter AS t
                WHERE t.council_id = l.council_id AND t.subject_kind = 'sign_in_link' AND t.subject_id = l.id
                  AND t.state IN ('claimed', 'sent', 'delivered', 'ambiguous')
                  AND (point IS NULL OR t.contact_point_id = point) AND (NOT by_text OR t.channel = 'text'));
END;

CREATE FUNCTION void_links_to_a_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM void_links_that_left(new.person_id, new.id, false);
    RETURN NULL;
END
$$;
CREATE TRIGGER links_to_it_end AFTER UPDATE OF ended_at, shared ON contact_point
FOR EACH ROW WHEN (
    (old.ended_at IS NULL AND new.ended_at IS NOT NULL)
    OR (new.shared = 'no' AND old.shared IS DISTINCT FROM new.shared)
) EXECUTE FUNCTION void_links_to_a_point();

-- Where others use the phone no link goes there by text; by e-mail it does.
CREATE FUNCTION void_links_of_a_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM void_links_that_left(
        new.person_id, NULL, tg_table_name = 'safe_contact_plan' AND to_jsonb(new) ->> 'unsafe_since' IS NULL
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER links_end_with_a_safe_phone AFTER INSERT OR UPDATE OF unsafe_since, device_shared ON safe_contact_plan
FOR EACH ROW WHEN (new.unsafe_since IS NOT NULL OR new.device_shared) EXECUTE FUNCTION void_links_of_a_person();
-- After those that wait for what is under way: triggers go by their names.
CREATE TRIGGER texted_links_end AFTER INSERT ON letter_stop
FOR EACH ROW WHEN (new.why = 'unsafe_phone' AND new.person_id IS NOT NULL)
EXECUTE FUNCTION void_links_of_a_person();

-- Two more things after which nothing about somebody, or to their number, may leave that was decided on before.
CREATE TRIGGER letters_to_a_wrong_number_pass AFTER UPDATE OF shared ON contact_point
FOR EACH ROW WHEN (new.shared = 'no' AND old.shared IS DISTINCT FROM new.shared)
EXECUTE FUNCTION let_letters_of_a_person_pass();
CREATE TRIGGER letters_of_somebody_related_pass AFTER UPDATE OF to_on, apart_on ON relationship
FOR EACH ROW WHEN (old.to_on IS DISTINCT FROM new.to_on OR old.apart_on IS DISTINCT FROM new.apart_on)
EXECUTE FUNCTION let_letters_of_a_person_pass();

-- migrate:down
