-- migrate:up

-- Which open page wrote what is half typed, as the key of its form names it. Two pages with one form no more write over
-- each other's words: the second is told, until it has taken over what the first one kept.
ALTER TABLE form_draft ADD COLUMN writer uuid;

-- migrate:down
