"""A made-up record of any size, to measure and to rehearse with; never for a record that the public reads."""
