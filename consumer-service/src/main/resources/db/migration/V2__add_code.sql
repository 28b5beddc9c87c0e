-- Why a payment was declined, for programs. Null for those that were declined before there were codes.
ALTER TABLE payments ADD COLUMN code VARCHAR(50);
