"""A sheet on which a person paints points of their own: the smallest data set to learn with."""
