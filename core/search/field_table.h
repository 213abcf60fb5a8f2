// The tables behind fields(): one array a view, defined beside others of its kind. Internal to search.
#pragma once

#include "search/query.h"

namespace sillage::field_table {

FieldList sources();
FieldList problems();
FieldList messages();
FieldList attachments();
FieldList events();
FieldList search();
FieldList sessions();
FieldList suspects();
FieldList indicators();
FieldList touched();
FieldList coverage();
FieldList exposure();
FieldList findings();
FieldList bookmarks();
FieldList custody();
FieldList regrades();
FieldList changes();
FieldList effects();

}  // namespace sillage::field_table
