"""What somebody who has left had typed on case files and not sent (E51)."""
