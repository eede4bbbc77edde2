"""How the installation is: a page for the records admin, figures for whoever watches the machines."""
