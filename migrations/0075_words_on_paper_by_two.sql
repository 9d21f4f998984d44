-- migrate:up

-- Who gave a colleague words on paper that open nothing yet: another administrator says first that they saw them with
-- who they are for. Whoever printed them has seen them, and would open what that colleague may read.
ALTER TABLE account
ADD COLUMN words_given_by uuid,
ADD CONSTRAINT paper_words_are_given_by_somebody
FOREIGN KEY (council_id, words_given_by) REFERENCES person (council_id, id) NOT VALID;

-- migrate:down
