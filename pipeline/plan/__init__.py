"""What is out there → what is wanted: steps in a safe order, and what listeners see."""
