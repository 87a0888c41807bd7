// Drafts of long forms, kept in the tab until they are sent.
