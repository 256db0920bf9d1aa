"""Picture sets: from files of any origin to decoded, cached pixels.

`importing/`: downloads, archives and folders become picture sets.
`synthetic/`: draws picture sets.
`rights`: what visitors may do with picture sets.
`picture_set`: the picture sets on disk: splits, classes, names.
`quota`: how much disk space all picture sets may take.
`odd_files`: names the links and special files that are left out of a set.
`selection`: which pictures of a listing are shown, and in which order.
`ancillary`: keeps texts, profiles and EXIF from making a picture unreadable.
`decode_memory`: bounds the memory of all pictures that are decoded at the same time.
`costly_files`: tells files that cost far more memory or time than their size promises.
`file_formats`: names the format of a file by its first bytes.
`decoding`: decodes one file.
`refusals`: explains why a visitor's file is refused.
`pixel_cache`: decodes a whole split and caches its pixels.
`fingerprint`: recognises a set on another machine.
`metadata`: facts from the headers of files.
`sprite_sheet`: many thumbnails in one image, and which pictures look alike.
`class_averages`: mean pictures and histograms of each class.
`tensor_steps`: the steps of one picture from its file to the network.
`quality/`: checks picture sets and leaves pictures out.
"""
