"""How a released package got to its recipient, and what they were told of it afterwards."""
