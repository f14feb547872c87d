-- What was done to one object, such as a booking or an account, without reading all that was done in its hotel.
CREATE INDEX audit_of_object ON audit (hotel_id, object, audit_id);
