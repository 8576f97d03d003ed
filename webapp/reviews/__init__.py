"""Two reviews of an application: the own unit's (三(二)), the institution's re-examination (三(四)); and the
phone-confirmation pad."""
