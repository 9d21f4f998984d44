"""The portal: the web service that families and children's social care plan visits in."""
