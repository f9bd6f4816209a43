"""Pictures: covers, their small copies, cards, and the colours and letters in them."""
